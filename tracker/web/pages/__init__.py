"""The pages: one file for what people do, each with its routes."""
