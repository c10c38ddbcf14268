"""What pages share: the gate, the open company, tables, charts, words. Streamlit lives here, in `pages/` and in `app.py` only."""
