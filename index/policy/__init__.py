"""Policy documents (办法, 规定, 通知, 解读, 问答): how they are recognised, their articles, their standards.

Pages in, a `Policy` with passages and figures out; a disclosure of a budget is none and is left alone.
"""
