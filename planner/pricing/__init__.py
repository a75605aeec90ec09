"""Pricing: methods, taxes, price books and quotes; plain quantities in, a value out."""
