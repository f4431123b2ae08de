# Targets stand in alphabetical order; the text after ## is what make help shows.
.DEFAULT_GOAL := help

# Tools are pinned here and run through the module proxy; go.mod stays free of them.
export STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOLANGCI_LINT := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# One throw-away PostgreSQL server for all packages under test; it ends with the command.
WITH_POSTGRES := go run ./gen/internal/scratch/with

.PHONY: bench
bench: bench/runtime bench/generate bench/replay bench/upgrade ## Run all benchmarks

.PHONY: bench/generate
bench/generate: build ## Compare pgen generate with sqlc generate
	cd bench && go build -o ../bin/sqlc github.com/sqlc-dev/sqlc/cmd/sqlc && go run ./generate

.PHONY: bench/replay
bench/replay: deps build ## Compare the replay with the parser alone, and read a large database
	go test -run '^$$' -bench 'Replay|Generated' -cpu 1,2 -benchtime 10x ./gen/internal/ddl
	GOGC=off go test -run '^$$' -bench 'Replay|Generated/100$$' -cpu 1,2 -benchtime 10x ./gen/internal/ddl
	$(WITH_POSTGRES) go test -run '^$$' -bench Read -benchtime 10x ./gen/internal/catalog
	cd bench && go run ./replay -pgen ../bin/pgen

.PHONY: bench/runtime
bench/runtime: deps ## Run the Go benchmarks of this module
	$(WITH_POSTGRES) go test -run '^$$' -bench . -benchmem ./...

.PHONY: bench/upgrade
bench/upgrade: deps build ## Compare pgen upgrade with a bare loop, goose, tern and golang-migrate
	cd bench && go build -o ../bin/bench-upgrade ./upgrade
	$(WITH_POSTGRES) bin/bench-upgrade -pgen bin/pgen

.PHONY: build
build: ## Build bin/pgen
	go build -o bin/pgen ./cmd/pgen

.PHONY: clean
clean: ## Remove what the other targets wrote
	rm -rf bin coverage.txt

.PHONY: cover
cover: deps ## Test and print the share of statements that tests reach
	$(WITH_POSTGRES) go test -coverprofile=coverage.txt -coverpkg=./cmd/...,./gen/...,./runtime/... ./...
	go tool cover -func=coverage.txt | tail -n 1

.PHONY: demo
demo: deps build ## Show pgen at work on examples/companies
	go run ./examples/companies/demo -pgen bin/pgen

.PHONY: deps
deps: ## Install missing system packages, or name them
	@.ci/install

.PHONY: fuzz
fuzz: ## Run every fuzz test for FUZZTIME (10s)
	.ci/fuzz

.PHONY: generate
generate: build ## Write the generated code of the examples anew
	set -e; for config in examples/*/pgen.yaml; do (cd "$$(dirname "$$config")" && ../../bin/pgen generate); done

.PHONY: help
help: ## Show this list
	@sed -n 's/^\([a-z/]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name text; do printf '%-16s %s\n' "$$name" "$$text"; done

.PHONY: lint
lint: ## Run all linters of .golangci.yml
	go run $(GOLANGCI_LINT) run

.PHONY: test
test: deps ## Run all tests, on a real PostgreSQL
	$(WITH_POSTGRES) go test ./...

.PHONY: test/race
test/race: deps ## Test what runs concurrently under the race detector
	$(WITH_POSTGRES) go test -race ./runtime/... ./gen/internal/scratch

.PHONY: test/reliability
test/reliability: deps ## Run the tests of docs/reliability.md at full size, with their figures
	PGEN_RELIABILITY=full $(WITH_POSTGRES) go test -count=1 -v -timeout 40m ./runtime/migrate \
		-run 'EachMessage|RunnersAtOnce|PeerBuilds|LongReader|ServerRestarts|DiskFull|OutOfConnections|FilesThatChanged|RoundTrips'

.PHONY: test/suite
test/suite: deps ## Compare verdicts on PostgreSQL's own tests: SUITE=.../src/test/regress/sql
	PGEN_SUITE="$(abspath $(SUITE))" $(WITH_POSTGRES) go test -tags suite -count=1 -timeout 30m -v -run TestRegressionSuite ./gen/internal/fidelity

.PHONY: test/versions
test/versions: deps ## Test what meets a server on PostgreSQL 14 to 18 (VERSIONS="14 18" for some)
	.ci/versions $(VERSIONS)

.PHONY: verify
verify: deps build ## Check everything but behaviour: vet, style, imports, freshness
	.ci/verify
