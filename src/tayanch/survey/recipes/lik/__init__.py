"""Life in Kyrgyzstan: the recipe is data; the program beside it makes a synthetic survey in its layout."""
