package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// writeFiles writes the same n revisions for each contestant into a folder of
// its name. Each creates a table and an index.
func writeFiles(dir string, n int) error {
	files := map[string]string{}
	var sum migrate.Sum
	for i := range n {
		up := fmt.Sprintf("CREATE TABLE t%04d (\n    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n    name text NOT NULL,\n"+
			"    created_at timestamptz NOT NULL DEFAULT now()\n);\nCREATE INDEX t%04d_name_idx ON t%04d (name);\n", i, i, i)
		down := fmt.Sprintf("DROP TABLE t%04d;\n", i)
		number := fmt.Sprintf("%04d_create_t%04d", i+1, i)
		files["bare loop/"+number+".sql"] = up
		files["goose/"+number+".sql"] = "-- +goose Up\n" + up + "\n-- +goose Down\n" + down
		files["tern/"+number+".sql"] = up + "---- create above / drop below ----\n" + down
		files["golang-migrate/"+number+".up.sql"] = up
		files["golang-migrate/"+number+".down.sql"] = down
		text := "-- pgen:revision " + number + "\n"
		if i > 0 {
			text += fmt.Sprintf("-- pgen:revises %04d_create_t%04d\n", i, i-1)
		}
		text += "\n-- pgen:up\n" + up + "\n-- pgen:down\n-- pgen:step loses=" + fmt.Sprintf("t%04d", i) + "\n" + down
		files["pgen/"+number+".sql"] = text
		hash := migrate.HashBytes([]byte(text))
		sum = append(sum, migrate.SumLine{ID: number, Meaning: hash[:12], Bytes: hash})
	}
	files["pgen/"+migrate.SumFile] = string(sum.Format())
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
