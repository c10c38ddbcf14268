import streamlit as st
st.title("Import")
