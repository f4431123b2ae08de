package main

import (
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"github.com/pgen-go/pgen/gen"
)

func generateCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "generate", Usage: "write the typed Go store code", ArgsUsage: "[SOURCE]",
		Description: "Writes one file per table into generate.out of pgen.yaml (or --out), made from the migrations\n" +
			"(or generate.from, or SOURCE). The same input always gives the same bytes. Put\n\n" +
			"   //go:generate go tool pgen generate\n\n" +
			"into a Go file beside pgen.yaml, and go generate does it. Files without the header of generated\n" +
			"code are never touched.",
		Flags: []cli.Flag{replayFlag(),
			&cli.BoolFlag{Name: "check", Usage: "write nothing; exit with 3 if the code is stale"},
			&cli.StringFlag{Name: "out", Usage: "`DIR` of the generated package"},
			&cli.StringFlag{Name: "package", Usage: "Go `NAME` of the generated package"},
		},
	}, runGenerate)
}

func runGenerate(s *session) error {
	args, err := s.args(0, 1, "at most one SOURCE")
	if err != nil {
		return err
	}
	p, how, err := s.openReplay()
	if err != nil {
		return err
	}
	out, err := s.generate(p, how, args)
	if err != nil {
		return err
	}
	s.warn(out.Warnings)
	if s.cli.Bool("check") {
		stale, err := out.Stale()
		if err != nil {
			return err
		}
		s.show(staleResult{Stale: orEmpty(stale)})
		if len(stale) > 0 {
			return gen.ErrDiffers
		}
		return nil
	}
	written, err := out.Write()
	if err != nil {
		return err
	}
	s.show(generateResult{Written: written, Dir: out.Dir})
	return nil
}

func (s *session) generate(p *gen.Project, how gen.Replay, args []string) (*gen.Output, error) {
	out, name := s.cli.String("out"), s.cli.String("package")
	if len(args) == 0 && out == "" {
		return p.Generate(s.ctx, how)
	}
	if out == "" {
		return nil, usagef("pgen generate SOURCE needs --out DIR")
	}
	from := "migrations"
	if len(args) == 1 {
		from = args[0]
	}
	return p.GenerateFrom(s.ctx, from, gen.GenerateOptions{Out: out, Package: name, Replay: how})
}

type generateResult struct {
	gen.Written
	Dir string `json:"dir"`
}

func (r generateResult) text(w io.Writer) {
	for _, path := range r.Written.Written {
		lines(w, "wrote "+path)
	}
	for _, path := range r.Removed {
		lines(w, "removed "+path)
	}
	if len(r.Written.Written)+len(r.Removed) == 0 {
		lines(w, fmt.Sprintf("%s is fresh: %d files", r.Dir, r.Unchanged))
	}
}

type staleResult struct {
	Stale []string `json:"stale"`
}

func (r staleResult) text(w io.Writer) {
	if len(r.Stale) == 0 {
		lines(w, "the generated code is fresh")
		return
	}
	lines(w, r.Stale...)
	lines(w, "pgen generate brings it up to date")
}
