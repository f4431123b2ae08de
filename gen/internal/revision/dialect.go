package revision

import (
	"slices"
	"strings"
)

// dialects are the words by which projects tell the files of several database
// systems apart: true for PostgreSQL's own.
var dialects = map[string]bool{
	"postgres": true, "postgresql": true, "pg": true, "pgsql": true,
	"cockroach": false, "cockroachdb": false, "crdb": false, "mysql": false, "mariadb": false, "sqlite": false,
	"sqlite3": false, "mssql": false, "sqlserver": false, "oracle": false, "h2": false, "db2": false, "cassandra": false,
}

// dialectOf finds the database system in a folder's name ("mysql/001.sql") or
// between the dots of a file's name ("001_init.mysql.up.sql"). The key is the
// name without it, under which the files of one migration meet.
func dialectOf(name string) (dialect, key string) {
	dir, file := "", name
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		dir, file = name[:i], name[i+1:]
	}
	folders := strings.Split(dir, "/")
	dots := strings.Split(file, ".")
	for i, folder := range folders {
		if _, ok := dialects[folder]; ok {
			return folder, strings.TrimPrefix(strings.Join(append(slices.Delete(folders, i, i+1), file), "/"), "/")
		}
	}
	for i := 1; i < len(dots)-1; i++ {
		if _, ok := dialects[dots[i]]; ok {
			dialect = dots[i]
			key = strings.Join(slices.Delete(dots, i, i+1), ".")
			if dir != "" {
				key = dir + "/" + key
			}
			return dialect, key
		}
	}
	return "", name
}

// dropDialects leaves out the files of other database systems, and those
// without a system where PostgreSQL has one of its own.
func (d *folder) dropDialects() (dropped []string) {
	own := map[string]bool{}
	for _, name := range d.files {
		if dialect, key := dialectOf(name); dialects[dialect] {
			own[key] = true
		}
	}
	d.files = slices.DeleteFunc(d.files, func(name string) bool {
		dialect, key := dialectOf(name)
		drop := strings.HasSuffix(name, ".sql") && (dialect != "" && !dialects[dialect] || dialect == "" && own[key])
		if drop {
			dropped = append(dropped, name)
		}
		return drop
	})
	return dropped
}
