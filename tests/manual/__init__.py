"""Tests of the manual: its examples, and the site as a browser shows it."""
