# make chat: environment, index of the samples, the chat page. make test: every check. Python and pip are
# enough for both. WITH names the extras of `make chat`: with none (WITH=) scans are not read, 200 MB are saved.
# WORKERS says how many processes run the tests, of about 2 GB each.
PYTHON ?= python3
STORE ?= store
HOST ?= 127.0.0.1
PORT ?= 7860
EXTRA ?=
WITH ?= ocr
WORKERS ?= 2

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.installed
CHECKS := $(VENV)/.installed-checks

comma := ,

.PHONY: help chat test bench samples model ranker clean

help:
	@echo "make chat     建立环境，索引 samples/，启动问答网页（http://$(HOST):$(PORT)）；WITH= 不装扫描件识别"
	@echo "make test     建立环境，运行全部检查：ruff、mypy、lint-imports、pytest（WORKERS=2 个进程）"
	@echo "make bench    测量启动、索引和回答各要多久"
	@echo "make samples  重新生成 samples/ 下的样例文件（需要 Noto CJK 字体）"
	@echo "make model    重新训练内置的向量模型"
	@echo "make ranker   用 samples/ 的问题重新训练读法的权重和把握的大小（约半分钟）"
	@echo "make clean    删除环境、store/ 和 artifacts/"

chat: $(RUNTIME)
	$(BIN)/budget-qa serve --index samples --store $(STORE) --host $(HOST) --port $(PORT)

test: $(CHECKS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -n $(WORKERS) -m "not corpus and not browser and not fonts and not services"

bench: $(RUNTIME)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[bench]"
	$(BIN)/python bench/ask.py
	$(BIN)/python bench/startup.py
	$(BIN)/python bench/indexing.py
	$(BIN)/python bench/retrieval.py --documents samples
	$(BIN)/budget-qa index samples --store $(STORE)
	$(BIN)/python bench/serving.py --store $(STORE)
	$(BIN)/python bench/model.py --store $(STORE)

samples: $(CHECKS)
	$(BIN)/python -m samples.make_samples
	$(BIN)/python -m samples.make_policies

# Without EXTRA only the project's own text is used; see index/data/embedding/MODEL_CARD.md.
model: $(RUNTIME)
	$(BIN)/python -m index.training.train --out index/data/embedding --lexicon qa/language/data/lexicon.toml $(if $(EXTRA),--extra $(EXTRA))

ranker: $(CHECKS)
	$(BIN)/budget-qa index samples --store artifacts/ranker
	$(BIN)/python -m eval.ranker --store artifacts/ranker

clean:
	rm -rf $(VENV) store artifacts

$(BIN)/python:
	@command -v "$(PYTHON)" >/dev/null || { \
	  echo "找不到 $(PYTHON)。请安装 Python 3.11 或更高版本，或用 make PYTHON=… 指明" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "需要 Python 3.11 或更高版本，$(PYTHON) 是 $$("$(PYTHON)" -V 2>&1)。请用 make PYTHON=python3.11 指明" >&2; exit 1; }
	@echo "1/2 建立 Python 环境 $(VENV)"
	@"$(PYTHON)" -m venv $(VENV)

# pip shows what it downloads where someone watches, and only its errors in a log.
install = @echo "2/2 安装依赖到 $(VENV)：$(1)。第一次要几分钟，再次运行直接跳过"; \
	quiet=--quiet; if [ -t 1 ]; then quiet=; fi; \
	$(BIN)/python -m pip install $$quiet --disable-pip-version-check -e ".$(if $(2),[$(2)])"; \
	status=$$?; if [ $$status -eq 0 ]; then echo "    已安装，环境共 $$(du -sh $(VENV) | cut -f1)"; fi; exit $$status

# The stamps make a second run immediate; a changed pyproject.toml installs again.
$(RUNTIME): pyproject.toml | $(BIN)/python
	$(call install,下载约 0.6 GB，装好约 2.3 GB，最大的是 PyTorch（怎样更小见 README）,$(WITH))
	@touch $@

$(CHECKS): pyproject.toml | $(BIN)/python
	$(call install,比 make chat 多检查工具，装好约 2.9 GB,test$(comma)samples)
	@touch $@ $(RUNTIME)
