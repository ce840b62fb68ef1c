"""The shapefile: .shp and .shx, .dbf, .prj, .cpg, and the tables that parkland writes beside it."""
