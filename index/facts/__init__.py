"""The nouns of the index and the rules about them alone; nothing here opens a file or a store.

In come printed words and numbers. Out go records, exact money, codes and labels of 科目, titles of the usual
tables, the accounting identities as data, which edition replaces which, the limits for one file, all errors.
"""
