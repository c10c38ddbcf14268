"""A writer of reports of transactions as Amazon writes them in each marketplace, with the figures that are in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

MONEY = (
    "product sales", "product sales tax", "shipping credits", "shipping credits tax", "gift wrap credits", "giftwrap credits tax",
    "Regulatory Fee", "Tax On Regulatory Fee", "Amazon Points", "promotional rebates", "promotional rebates tax", "sales tax collected",
    "marketplace facilitator tax", "low value goods", "marketplace withheld tax", "Total sales tax liable(GST before adjusting TCS)",
    "TCS-CGST", "TCS-SGST", "TCS-IGST", "TDS (Section 194-O)", "selling fees", "fba fees", "other transaction fees", "other",
)  # fmt: skip

Dates = Callable[[datetime], str]


def american(at: datetime) -> str:
    return f"{at:%b} {at.day}, {at.year} {at.hour % 12 or 12}:{at:%M:%S %p} PST"


def dotted(at: datetime) -> str:
    return f"{at:%d.%m.%Y %H:%M:%S} UTC"


def months(names: str, zone: str, *, half_days: str = "") -> Dates:
    """Dates such as `1 oct. 2025 12:23:28 UTC`, with twelve months' names and perhaps `am|pm`."""

    def written(at: datetime) -> str:
        hour = f"{at.hour % 12 or 12}" if half_days else f"{at.hour:02}"
        half = f" {half_days.split('|')[at.hour >= 12]}" if half_days else ""
        return f"{at.day} {names.split()[at.month - 1]} {at.year} {hour}:{at:%M:%S}{half} {zone}"

    return written


@dataclass(frozen=True)
class Locale:
    """How a marketplace writes: `titles` are its header with our names for what they mean, `words` its types."""

    name: str
    header: str
    meanings: tuple[str, ...]
    above: tuple[str, ...]
    currency: str
    marketplace: str
    date: Dates
    zone: timezone
    marks: str
    words: dict[str, str] = field(default_factory=dict)
    encoding: str = "utf-8-sig"

    @property
    def titles(self) -> list[str]:
        return self.header.split("|")

    def amount(self, value: Decimal) -> str:
        """The amount with this marketplace's marks, zero as 0."""
        if not value:
            return "0"
        group, mark = self.marks
        return f"{value:,.2f}".translate(str.maketrans({",": group, ".": mark}))


COMMON = ("date/time", "settlement id", "type", "order id", "sku", "description", "quantity", "marketplace")
PLACE = ("fulfillment", "order city", "order state", "order postal")
SHORT_MONEY = (
    "product sales", "shipping credits", "gift wrap credits", "promotional rebates", "sales tax collected",
    "marketplace facilitator tax", "selling fees", "fba fees", "other transaction fees", "other", "total",
)  # fmt: skip
LONG_MONEY = (
    "product sales", "product sales tax", "shipping credits", "shipping credits tax", "gift wrap credits", "giftwrap credits tax",
    "promotional rebates", "promotional rebates tax", "marketplace withheld tax", "selling fees", "fba fees",
    "other transaction fees", "other", "total",
)  # fmt: skip
STATUS = ("Transaction Status", "Transaction Release Date")
WITH_REGULATORY = (*LONG_MONEY[:6], "Regulatory Fee", "Tax On Regulatory Fee", *LONG_MONEY[6:])
LONG = (*COMMON, *PLACE, "tax collection model", *LONG_MONEY)
US = (*COMMON, "account type", *PLACE, "tax collection model", *WITH_REGULATORY, *STATUS)
AU = (*COMMON, *PLACE, "product sales", "shipping credits", "gift wrap credits", "promotional rebates", "sales tax collected",
      "low value goods", *SHORT_MONEY[6:], *STATUS)  # fmt: skip
JP = (*COMMON, *PLACE, "tax collection model", *LONG_MONEY[:6], "Amazon Points", *LONG_MONEY[6:])
IN = (*COMMON, "account type", *PLACE, *SHORT_MONEY[:4], *MONEY[15:20], *SHORT_MONEY[6:], *STATUS)

UTC0, PST = UTC, timezone(timedelta(hours=-8))
ENGLISH_LONG = (
    "date/time|settlement id|type|order id|sku|description|quantity|marketplace|fulfilment|order city|order state|order postal|"
    "tax collection model|product sales|product sales tax|postage credits|shipping credits tax|gift wrap credits|giftwrap credits tax|"
    "promotional rebates|promotional rebates tax|marketplace withheld tax|selling fees|fba fees|other transaction fees|other|total"
)
UNLESS = "All amounts in {}, unless specified"
INCLUDES = "Includes Amazon Marketplace, Fulfillment by Amazon (FBA), and Amazon Webstore transactions"

LOCALES = {
    locale.name: locale
    for locale in (
        Locale("US", "|".join(US), US, (INCLUDES, UNLESS.format("USD"), "Definitions:"), "USD", "amazon.com", american, PST, ",."),
        Locale(
            "CA", "|".join(LONG), LONG, (INCLUDES, UNLESS.format("CAD")), "CAD", "amazon.ca",
            months("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", "PST", half_days="a.m.|p.m."), PST, ",.",
        ),
        Locale(
            "MX",
            "fecha/hora|Id. de liquidación|tipo |Id. del pedido|sku|descripción|cantidad|marketplace|cumplimiento|ciudad del pedido|"
            "estado del pedido|código postal del pedido|modelo de recaudación de impuestos|ventas de productos|"
            "impuesto de ventas de productos|créditos de envío|impuesto de abono de envío|créditos por envoltorio de regalo|"
            "impuesto de créditos de envoltura|Tarifa reglamentaria|Impuesto sobre tarifa reglamentaria|descuentos promocionales|"
            "impuesto de reembolsos promocionales|impuesto de retenciones en la plataforma|tarifas de venta|tarifas fba|"
            "tarifas de otra transacción|otro|total|Estado de la transacción|Fecha de liberación de la transacción",
            (*COMMON, *PLACE, "tax collection model", *WITH_REGULATORY, *STATUS),
            ("Todos los importes en MXN, a menos que se especifique",), "MXN", "amazon.com.mx",
            months("ene feb mar abr may jun jul ago sep oct nov dic", "GMT-8", half_days="a.m.|p.m."), PST, ",.",
            {"Order": "Pedido", "Refund": "Reembolso", "Transfer": "Trasferir", "Service Fee": "Tarifa de servicio",
             "Released": "Lanzado", "Deferred": "Diferido"},
        ),
        Locale("UK", ENGLISH_LONG, LONG, (INCLUDES, UNLESS.format("GBP")), "GBP", "amazon.co.uk",
               months("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", "UTC"), UTC0, ",."),
        Locale(
            "DE",
            "Datum/Uhrzeit|Abrechnungsnummer|Typ|Bestellnummer|SKU|Beschreibung|Menge|Marketplace|Versand|Ort der Bestellung|Bundesland|"
            "Postleitzahl|Steuererhebungsmodell|Umsätze|Produktumsatzsteuer|Gutschrift für Versandkosten|Steuer auf Versandgutschrift|"
            "Gutschrift für Geschenkverpackung|Steuer auf Geschenkverpackungsgutschriften|Rabatte aus Werbeaktionen|"
            "Steuer auf Aktionsrabatte|Einbehaltene Steuer auf Marketplace|Verkaufsgebühren|Gebühren zu Versand durch Amazon|"
            "Andere Transaktionsgebühren|Andere|Gesamt|Transaktionsstatus|Freigabedatum der Transaktion",
            (*LONG, *STATUS), ("Alle Beträge in Euro sofern nicht anders gekennzeichnet",), "EUR", "amazon.de", dotted, UTC0, ".,",
            {"Order": "Bestellung", "Refund": "Erstattung", "Transfer": "Übertrag", "Service Fee": "Servicegebühr",
             "Released": "Veröffentlicht", "Deferred": "Zurückgestellt"},
        ),
        Locale(
            "FR",
            "date/heure|numéro de versement|type|numéro de la commande|sku|description|quantité|Marketplace|traitement|"
            "ville d'où provient la commande|Région d’où provient la commande|code postal de la commande|Modèle de perception des taxes|"
            "ventes de produits|Taxes sur la vente des produits|crédits d'expédition|taxe sur les crédits d’expédition|"
            "crédits sur l'emballage cadeau|Taxes sur les crédits cadeaux|Rabais promotionnels|Taxes sur les remises promotionnelles|"
            "Taxes retenues sur le site de vente|frais de vente|Frais Expédié par Amazon|autres frais de transaction|autre|total",
            LONG, ("Tous les montants sont en EUR, sauf mention contraire.",), "EUR", "amazon.fr",
            months("janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.", "UTC"), UTC0, "\u202f,",
            {"Order": "Commande", "Refund": "Remboursement", "Transfer": "Transfert", "Service Fee": "Frais de service"},
        ),
        Locale(
            "IT",
            "Data/Ora:|Numero pagamento|Tipo|Numero ordine|SKU|Descrizione|Quantità|Marketplace|Gestione|Città di provenienza dell'ordine|"
            "Provincia di provenienza dell'ordine|CAP dell'ordine|modello di riscossione delle imposte|Vendite|"
            "imposta sulle vendite dei prodotti|Accrediti per le spedizioni|imposta accrediti per le spedizioni|"
            "Accrediti per confezioni regalo|imposta sui crediti confezione regalo|Sconti promozionali|imposta sugli sconti promozionali|"
            "trattenuta IVA del marketplace|Commissioni di vendita|Costi del servizio Logistica di Amazon|"
            "Altri costi relativi alle transazioni|Altro|totale",
            LONG, ("Tutti gli importi sono espressi in EUR, se non diversamente specificato.",), "EUR", "amazon.it",
            months("gen feb mar apr mag giu lug ago set ott nov dic", "UTC"), UTC0, ".,",
            {"Order": "Ordine", "Refund": "Rimborso", "Transfer": "Trasferimento", "Service Fee": "Commissione di servizio"},
        ),
        Locale(
            "ES",
            "fecha y hora|identificador de pago|tipo|número de pedido|sku|descripción|cantidad|web de Amazon|gestión logística|"
            "ciudad de procedencia del pedido|comunidad autónoma de procedencia del pedido|código postal de procedencia del pedido|"
            "Formulario de recaudación de impuestos|ventas de productos|impuesto de ventas de productos|abonos de envío|"
            "impuestos por abonos de envío|abonos de envoltorio para regalo|giftwrap credits tax|devoluciones promocionales|"
            "promotional rebates tax|impuesto retenido en el sitio web|tarifas de venta|tarifas de Logística de Amazon|"
            "tarifas de otras transacciones|otro|total",
            LONG, ("Todos los importes en EUR, a menos que se especifique lo contrario",), "EUR", "amazon.es",
            months("ene feb mar abr may jun jul ago sept oct nov dic", "UTC"), UTC0, ".,",
            {"Order": "Pedido", "Refund": "Reembolso", "Transfer": "Transferir", "Service Fee": "Tarifa de prestación de servicio"},
        ),
        Locale(
            "NL",
            "datum/tijd|schikkings-ID|type|bestelnummer|sku|beschrijving|aantal|marketplace|fulfillment|bestelling stad|status bestelling|"
            "bestelling per post|verkoop van producten|Verzendtegoeden|kredietpunten cadeauverpakking|promotiekortingen|"
            "geïnde omzetbelasting|Belasting voor marketplace-facilitator|verkoopkosten|fba-vergoedingen|overige transactiekosten|"
            "overige|totaal",
            (*COMMON, *PLACE, *SHORT_MONEY), ("Alle bedragen in EUR, tenzij anders vermeld",), "EUR", "amazon.nl",
            months("jan. feb. mrt. apr. mei jun. jul. aug. sep. okt. nov. dec.", "UTC"), UTC0, ".,",
            {"Order": "Bestelling", "Refund": "Terugbetaling", "Transfer": "Overboeking", "Service Fee": "Servicekosten"},
        ),
        Locale(
            "SE",
            "datum/tid|reglerings-id|typ|beställnings-id|sku|beskrivning|antal|marknadsplats|leverans|stad för beställning|"
            "delstat för beställning|postadress för beställning|försäljning av produkter|fraktkrediter|krediter för presentinslagning|"
            "kampanjrabatter|inkasserad moms|skatt för marknadsplatsförmedlare|försäljningsavgifter|fba-avgifter|"
            "övriga transaktionsavgifter|övrigt|totalt",
            (*COMMON, *PLACE, *SHORT_MONEY), ("Alla belopp i SEK, om inget annat anges",), "SEK", "amazon.se",
            months("jan. feb. mars apr. maj juni juli aug. sep. okt. nov. dec.", "UTC"), UTC0, "\u00a0,",
            {"Order": "Beställning", "Refund": "Återbetalning", "Transfer": "Överföring", "Service Fee": "Serviceavgift"},
        ),
        Locale(
            "PL",
            "data/godzina|identyfikator rozliczenia|typ|identyfikator zamówienia|sku|opis|ilość|rynek|realizacja|miejscowość zamówienia|"
            "stan zamówienia|przekaz pocztowy|sprzedaż produktów|noty kredytowe za wysyłkę|środki na pokrycie pakowania na prezent|"
            "rabaty promocyjne|pobrany podatek od sprzedaży|podatek od transakcji marketplace facilitator|opłaty za sprzedaż|"
            "opłaty za fba|inne opłaty transakcyjne|inne|suma",
            (*COMMON, *PLACE, *SHORT_MONEY), ("Wszystkie kwoty w PLN, chyba że określono inaczej",), "PLN", "amazon.pl",
            months("sty lut mar kwi maj cze lip sie wrz paź lis gru", "UTC"), UTC0, " ,",
            {"Order": "Zamówienie", "Refund": "Zwrot kosztów", "Transfer": "Przelew", "Service Fee": "Opłata za usługę"},
        ),
        Locale(
            "JP",
            "日付/時間|決済番号|トランザクションの種類|注文番号|SKU|説明|数量|Amazon 出品サービス|フルフィルメント|市町村|都道府県|"
            "郵便番号|税金徴収型|商品売上|商品の売上税|配送料|配送料の税金|ギフト包装手数料|ギフト包装クレジットの税金|Amazonポイントの費用|"
            "プロモーション割引額|プロモーション割引の税金|源泉徴収税を伴うマーケットプレイス|手数料|FBA 手数料|"
            "トランザクションに関するその他の手数料|その他|合計",
            JP, ("指定のない場合、単位は円",), "JPY", "amazon.co.jp", lambda at: f"{at:%Y/%m/%d} {at.hour}:{at:%M:%S} JST",
            timezone(timedelta(hours=9)), ",.",
            {"Order": "注文", "Refund": "返金", "Transfer": "振込み", "Service Fee": "注文外料金"}, "cp932",
        ),
        Locale(
            "AU",
            "date/time|settlement ID|type|order ID|sku|description|quantity|marketplace|fulfilment|order city|order state|order postal|"
            "product sales|shipping credits|gift wrap credits|promotional rebates|sales tax collected|low value goods|selling fees|"
            "fulfilment by amazon fees|other transaction fees|other|total|Transaction status|Transaction Release Date",
            AU, ("All amounts in AUD, unless specified",), "AUD", "amazon.com.au",
            months("January February March April May June July August September October November December", "GMT+9", half_days="am|pm"),
            timezone(timedelta(hours=9)), ",.",
        ),
        Locale("IN", "|".join(IN), IN, (UNLESS.format("INR"),), "INR", "amazon.in",
               months("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", "IST", half_days="am|pm"),
               timezone(timedelta(hours=5, minutes=30)), ",."),
    )
}  # fmt: skip

Fields = dict[str, object]


def order(number: int, at: datetime, **money: Decimal | str) -> Fields:
    """An order; money columns by name, with underscores for blanks, none of them needed."""
    return {
        "at": at, "settlement id": "24000000001", "type": "Order", "order id": f"114-0000001-{number:07}", "sku": f"LAMP-{number}",
        "description": 'Lamp, 5" "bright"', "quantity": "1", "fulfillment": "Amazon", "account type": "Standard Orders",
        "Transaction Status": "Released", **{name.replace("_", " "): Decimal(value) for name, value in money.items()},
    }  # fmt: skip


def fee(at: datetime, description: str, amount: str, settlement_id: str = "24000000001") -> Fields:
    """A service fee, in the column `other`."""
    return {
        "at": at, "settlement id": settlement_id, "type": "Service Fee", "description": description, "other": Decimal(amount),
        "account type": "Standard Orders", "Transaction Status": "Released", "no marketplace": True,
    }  # fmt: skip


def transfer(at: datetime, amount: str, settlement_id: str = "24000000001") -> Fields:
    """A transfer to the bank, with its name."""
    return fee(at, "To your account ending in: 975, Bank Transfer ID: 5KS0YXGFPLTYS1U", amount, settlement_id) | {"type": "Transfer"}


@dataclass
class Written:
    """A report of these rows in a marketplace's way; every part can be changed before it is written."""

    locale: Locale
    rows: list[Fields]
    delimiter: str = ","
    line_end: str = "\n"
    with_above: bool = True

    def cells(self, fields: Fields) -> list[str]:
        """The row's cells in the order of the header."""
        return [self._cell(meaning, fields) for meaning in self.locale.meanings]

    def _cell(self, meaning: str, fields: Fields) -> str:
        locale, at = self.locale, fields["at"]
        assert isinstance(at, datetime)
        local = at.astimezone(locale.zone)
        if meaning == "date/time":
            return locale.date(local)
        if meaning == "Transaction Release Date":
            return locale.date(local) if fields["Transaction Status"] == "Released" else ""
        if meaning == "marketplace":
            return "" if fields.get("no marketplace") else locale.marketplace
        if meaning == "total":
            return locale.amount(self.total(fields))
        value = fields.get(meaning, Decimal(0) if meaning in MONEY else "")
        return locale.amount(value) if isinstance(value, Decimal) else locale.words.get(str(value), str(value))

    def total(self, fields: Fields) -> Decimal:
        """The sum of the money in those columns that this marketplace has."""
        return sum((v for k, v in fields.items() if isinstance(v, Decimal) and k in self.locale.meanings), Decimal(0))

    @property
    def table(self) -> list[list[str]]:
        """The header and all rows."""
        return [self.locale.titles, *map(self.cells, self.rows)]

    def text(self, table: list[list[str]] | None = None) -> str:
        """The report as text; of another `table` when one is given."""
        file = io.StringIO()
        writer = csv.writer(file, delimiter=self.delimiter, quoting=csv.QUOTE_ALL, lineterminator=self.line_end)
        writer.writerows([[line] for line in self.locale.above] if self.with_above else [])
        writer.writerows(self.table if table is None else table)
        return file.getvalue()

    def content(self, table: list[list[str]] | None = None) -> bytes:
        """The report's bytes in the marketplace's encoding."""
        return self.text(table).encode(self.locale.encoding)
