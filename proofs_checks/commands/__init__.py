"""The commands of `lora-symbolic`: `commands.NAME` defines the function NAME, whose parameters are its options.

What a command computes and prints stands beside it and is imported when it runs, so that its help comes at once.
"""
