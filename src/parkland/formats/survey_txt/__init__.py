"""The survey TXT (勘测定界, 界址点坐标交换格式): boundary points of parcels as text."""
