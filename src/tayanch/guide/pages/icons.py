"""Line drawings for the needs, for somebody who reads little: paths in a square of 24."""

from __future__ import annotations

ICONS = {
    "work": "M4 8h16v11H4zM9 8V5h6v3M4 13h16",
    "papers": "M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7",
    "ban": "M12 3a9 9 0 1 0 .1 0M6 6l12 12",
    "police": "M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6zM9 12l2 2 4-4",
    "health": "M12 20s-8-5-8-11a4.5 4.5 0 0 1 8-2.5A4.5 4.5 0 0 1 20 9c0 6-8 11-8 11zM12 9v5M9.5 11.5h5",
    "children": "M8 8a2.5 2.5 0 1 0-.1 0M5 21v-8h6v8M17 12a2 2 0 1 0-.1 0M15 21v-6h4v6",
    "violence": "M12 4l9 16H3zM12 10v4M12 17v.1",
    "pension": "M3 20h18M5 20v-8M19 20v-8M9 20v-6h6v6M3 12l9-8 9 8",
    "money": "M3 7h18v11H3zM12 10a2.5 2.5 0 1 0 .1 0M6 12.5v.1M18 12.5v.1",
    "help": "M4 12a8 8 0 0 1 16 0v5M4 12v5h3v-5zM20 12v5h-3v-5zM20 17c0 3-3 4-6 4",
}
