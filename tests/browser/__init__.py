"""What people do in a real Chromium: at the phone and at the desk."""
