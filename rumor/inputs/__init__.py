"""Whatever an article may come as - files, folders, tables, web pages - to documents."""
