// Package templates holds the files that pgen init writes and people then edit.
// No Go code and no DDL is generated from here.
package templates

import _ "embed"

// Config is the first pgen.yaml.
//
//go:embed pgen.yaml
var Config string

// Schema is the first schema.sql.
//
//go:embed schema.sql
var Schema string

// Generate is the Go file that carries the go:generate line; %s is the package name.
//
//go:embed generate.go.txt
var Generate string
