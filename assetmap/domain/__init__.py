"""Pure rules: no files, no SQL, no web."""
