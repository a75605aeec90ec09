"""Files in and out: projects, catalogues, price books, maps, site lists, workbooks, pictures."""
