"""Arguments: claims with recorded steps, each checked when it was made, and looked at again in another way."""
