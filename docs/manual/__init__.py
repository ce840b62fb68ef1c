"""The manual as a site: pages that are written, and pages that are made from the package."""
