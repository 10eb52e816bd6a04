"""What Streamlit runs for each visitor, at each change: the page that the address names."""

from assetmap.pages.main import render

render()
