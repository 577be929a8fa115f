"""What is shown of several plans of one region side by side."""
