"""Reading models of others: folders, safetensors, adapters, the arrays that each head sees; nothing of theirs is run."""
