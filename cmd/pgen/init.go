package main

import (
	"io"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"github.com/pgen-go/pgen/gen"
)

func initCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "init", Usage: "write the files of a new project", ArgsUsage: "[DIR]",
		Description: "Writes pgen.yaml, schema.sql, migrations/ and a Go file with the go:generate line into DIR\n" +
			"(default: this folder). It changes no file that exists.",
		Flags: []cli.Flag{&cli.StringFlag{Name: "package", Usage: "Go package `NAME` of the folder (default: the folder's name)"}},
	}, func(s *session) error {
		args, err := s.args(0, 1, "at most one DIR")
		if err != nil {
			return err
		}
		dir := "."
		if len(args) == 1 {
			dir = args[0]
		}
		name := s.cli.String("package")
		if name == "" {
			abs, err := filepath.Abs(dir)
			if err != nil {
				return err
			}
			name = gen.PackageName(filepath.Base(abs))
		}
		written, err := gen.Init(dir, name)
		if err != nil {
			return err
		}
		s.show(initResult{Written: written})
		s.note("next: say what you want in schema.sql, then pgen revision --autogenerate -m \"first tables\"")
		return nil
	})
}

type initResult struct {
	Written []string `json:"written"`
}

func (r initResult) text(w io.Writer) {
	for _, path := range r.Written {
		lines(w, "wrote "+path)
	}
}
