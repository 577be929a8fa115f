"""An explanation in words: sentences, one JSON document, one HTML page."""
