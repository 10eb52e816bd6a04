"""Streamlit pages: functions that render one page each."""
