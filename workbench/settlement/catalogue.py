"""Stand-in until the catalogue is here."""
from dataclasses import dataclass
@dataclass(frozen=True, slots=True)
class Meaning:
    category: str; section: str; column: str; account: str; rule: str; sure: bool; words: str
def kind_of(t):
    t=t.casefold()
    return {"order":"sale","refund":"refund","liquidations":"liquidation"}.get(t,"")
def side_of(kind): return "refunds" if kind=="refund" else "sales"
def meaning_of(t,a,d,report="settlement-v2"):
    k=kind_of(t); f=(t+a+d).casefold()
    def m(c,s,col,acc): return Meaning(c,s,col,acc,"r",True,d)
    if k:
        if "withheld" in f: return m("tax.withheld","included","tax","TAXWH")
        if "tax" in f: return m("tax.collected","included","tax","TAXCOLL")
        if "promotion" in f: return m("promotions.item","included","discounts","PROMO" if k!="refund" else "REFUNDS")
        if "itemfees" in f: return m("fees.x","included","fees","FBAFEE" if "fba" in f else "SELLFEE")
        if "shipping" in f: return m("sales.shipping","included","shipping","SHIPINC" if k!="refund" else "REFUNDS")
        return m("x.principal","included","gross",{"sale":"SALES","refund":"REFUNDS","liquidation":"LIQ"}[k])
    if "reserve" in f: return m("balance.reserve","balance","","RESERVE")
    if "payable to" in f or "successful" in f: return m("balance.carried_forward","balance","","NEGBAL")
    if "reimburs" in f: return m("reimbursement.inventory","adjustment","","REIMB")
    if "storage" in f: return m("fees.fba_storage","adjustment","","STORAGE")
    if "advert" in f: return m("fees.advertising","adjustment","","ADS")
    if "subscription" in f or "removal" in f: return m("fees.fba_removal","adjustment","","FBAFEE")
    return Meaning("unmapped","adjustment","","","",False,"")
