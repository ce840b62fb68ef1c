"""Speed and memory beside rivals; see CONTRIBUTING."""
