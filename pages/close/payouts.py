import streamlit as st
st.title("Payouts")
