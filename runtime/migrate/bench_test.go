package migrate_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// thousand is a linear history of a thousand revisions.
func thousand() fstest.MapFS {
	files := fstest.MapFS{}
	var sum migrate.Sum
	for i := range 1000 {
		id := fmt.Sprintf("%04d_table", i)
		head := "-- pgen:revision " + id + "\n"
		if i > 0 {
			head += fmt.Sprintf("-- pgen:revises %04d_table\n", i-1)
		}
		data := []byte(fmt.Sprintf("%s-- pgen:up\nCREATE TABLE t%d (\n    id bigint PRIMARY KEY,\n    name text NOT NULL, -- the name\n"+
			"    created_at timestamptz NOT NULL DEFAULT now()\n);\nCREATE INDEX t%d_name_idx ON t%d (name);\n\n-- pgen:down\nDROP TABLE t%d;\n", head, i, i, i, i))
		files[id+".sql"] = &fstest.MapFile{Data: data}
		sum = append(sum, migrate.SumLine{ID: id, Meaning: "m", Bytes: migrate.HashBytes(data)})
	}
	files[migrate.SumFile] = &fstest.MapFile{Data: sum.Format()}
	return files
}

func BenchmarkLoadThousand(b *testing.B) {
	files := thousand()
	for b.Loop() {
		if _, err := migrate.Load(files); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPathOfThousand(b *testing.B) {
	h, err := migrate.Load(thousand())
	if err != nil {
		b.Fatal(err)
	}
	var applied []string
	for _, r := range h.Revisions() {
		applied = append(applied, r.ID)
	}
	for b.Loop() {
		if path, err := h.UpgradePath(applied, "head"); err != nil || len(path) > 0 {
			b.Fatal(path, err)
		}
		if path, err := h.DowngradePath(applied, "-1"); err != nil || len(path) != 1 {
			b.Fatal(path, err)
		}
	}
}
