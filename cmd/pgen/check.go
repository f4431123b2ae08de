package main

import (
	"errors"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/pgen-go/pgen/gen"
)

func checkCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "check", Usage: "what CI asks: one head, files unedited, migrations lead to schema.sql, code fresh", ArgsUsage: " ",
		Description: "Answers four questions without a database and exits with 3 if one answer is no:\n\n" +
			"   one head                              two branches that were merged need a merge revision\n" +
			"   revision files as in pgen.sum         no revision was edited behind the others' back\n" +
			"   migrations lead to the wanted schema  schema.sql has no change without a revision\n" +
			"   generated code is fresh               pgen generate was run",
		Flags: []cli.Flag{replayFlag()},
	}, func(s *session) error {
		if _, err := s.args(0, 0, "no arguments"); err != nil {
			return err
		}
		p, how, err := s.openReplay()
		if err != nil {
			return err
		}
		c, err := p.Check(s.ctx, how)
		if err == nil || errors.Is(err, gen.ErrDiffers) {
			s.show(checkResult(c))
		}
		return err
	})
}

type checkResult gen.Check

func (r checkResult) text(w io.Writer) {
	for _, i := range r.Items {
		switch {
		case i.Skipped != "":
			lines(w, "skip  "+i.Name+": "+i.Skipped)
		case i.OK:
			lines(w, "ok    "+i.Name)
		default:
			lines(w, "FAIL  "+i.Name, "      "+strings.ReplaceAll(i.Detail, "\n", "\n      "))
		}
	}
}
