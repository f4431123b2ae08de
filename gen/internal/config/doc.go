// Package config reads pgen.yaml: which files a project is made of, how its Go
// code is called, and which database the commands talk to.
//
// Unknown keys and unset variables are errors that point into the file. Values
// below "database" are expanded only when a command needs the database, so that
// generating code works on a machine where DATABASE_URL is not set.
package config
