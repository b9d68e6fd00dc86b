"""What names say of what they name: titles of documents and tables, files, bodies."""
