"""The guide on paper: a leaflet and a poster for each country and language, made from cards and directory alone."""
