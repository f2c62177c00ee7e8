"""The commands behind `lora-symbolic`, one module each; nothing here is imported before its command runs."""
