# 宜商：装、跑、测，各一条命令。`make` 或 `make help` 列出全部。
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
VENDOR := yishang/site/static/vendor
PIP := $(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check
# 页面、模块、目录表里用到的图标决定要拷贝什么
ICON_SOURCES := yishang/site/icons.txt $(shell find yishang -name '*.html' -o -name '*.py' -o -path '*/data/*.csv')

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help setup run demo-reset test check bench lock screenshots

help: ## 列出这些命令
	@awk -F ':.*## ' '/^##@/ { printf "\n%s\n", substr($$0, 5) } /^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

##@ 使用
setup: $(VENV)/.run $(VENDOR)/icons.json ## 安装：Python 依赖进 .venv，页面用的文件进 static/vendor
	@:
run: setup ## 启动：建库、示范城市、网站和后台任务；Ctrl-C 停止（HOST、PORT、YISHANG_HOME、DATABASE_URL）
	@exec env YISHANG_STARTED_BY_MAKE=1 $(BIN)/yishang serve
demo-reset: setup ## 示范城市从头再来：时钟回到 2019-12-31 09:00
	@$(BIN)/yishang demo reset

##@ 检验
test: setup $(VENV)/.dev ## 全部测试：SQLite、PostgreSQL、Chromium（只跑一路：make test LEGS=sqlite）
	@$(BIN)/python -m tests.legs $(LEGS)
check: setup $(VENV)/.dev ## 写法、类型、模块契约、迁移、模板、锁文件
	@$(BIN)/python -m tests.checks
bench: setup $(VENV)/.dev ## 测速，结果见 benchmarks/README.md
	@$(BIN)/python -m benchmarks

##@ 维护
lock: $(VENV)/.dev ## 按 requirements/*.in 和 package.json 重写锁文件
	@$(PIP) uv
	@$(foreach set,run dev,$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url requirements/$(set).in --output-file requirements/$(set).txt &&) true
	@npm install --package-lock-only --silent
	@$(BIN)/python -m tests.checks.words
screenshots: setup $(VENV)/.dev ## 重拍 docs/screenshots
	@$(BIN)/python -m tests.screenshots

$(BIN)/pip:
	@command -v $(PYTHON) >/dev/null || { echo "没有找到 $(PYTHON)：请安装 Python 3.11 或 3.12。"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] not in {(3, 11), (3, 12)})' || \
		{ echo "需要 Python 3.11 或 3.12，$(PYTHON) 是 $$($(PYTHON) --version)；可用 make PYTHON=python3.11 指定。"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "$(PYTHON) 缺少 venv：请安装（Debian：apt-get install python3-venv）。"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt pyproject.toml | $(BIN)/pip
	@echo "安装 Python 依赖……"
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/.run
	@echo "安装测试工具……"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json
	@command -v node >/dev/null || { echo "没有找到 node：请安装 Node.js 20 或更新版本。"; exit 1; }
	@command -v npm >/dev/null || { echo "没有找到 npm：请随 Node.js 一起安装（Debian：apt-get install npm）。"; exit 1; }
	@echo "安装页面用的文件……"
	@npm ci --silent
	@touch $@

$(VENDOR)/icons.json: bin/copy_frontend.py node_modules/.package-lock.json $(ICON_SOURCES) | $(VENV)/.run
	@$(BIN)/python bin/copy_frontend.py
