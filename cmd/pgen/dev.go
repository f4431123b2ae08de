package main

import (
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"github.com/pgen-go/pgen/gen"
)

func devCommand(term terminal) *cli.Command {
	name := &cli.StringFlag{Name: "name", Value: "dev", Usage: "`NAME` of the server; each name has its own data"}
	return command(term, cli.Command{
		Name: "dev", Usage: "a throw-away PostgreSQL server for local work",
		Description: "The server keeps nothing: no fsync, and stop removes its data. It is the one that\n" +
			"PGEN_SCRATCH_URL names, or is started from PostgreSQL's programs on this machine\n" +
			"(PGEN_POSTGRES_BIN, PATH, the usual places), or from a download if there are none.\n\n" +
			"   export DATABASE_URL=$(pgen dev start)\n   pgen upgrade head\n   pgen dev stop",
		Subcommands: []*cli.Command{
			command(term, cli.Command{Name: "start", Usage: "start it, or find it running, and print its URL",
				Flags: []cli.Flag{name},
			}, func(s *session) error {
				if _, err := s.args(0, 0, "no arguments"); err != nil {
					return err
				}
				server, err := gen.DevStart(s.ctx, gen.DevOptions{Name: s.cli.String("name"), Notice: func(text string) { s.note("%s", text) }})
				if err != nil {
					return err
				}
				s.show(devResult(server))
				return nil
			}),
			command(term, cli.Command{Name: "stop", Usage: "stop it and remove its data", Flags: []cli.Flag{name}}, func(s *session) error {
				if _, err := s.args(0, 0, "no arguments"); err != nil {
					return err
				}
				stopped, err := gen.DevStop(s.ctx, gen.DevOptions{Name: s.cli.String("name")})
				if err != nil {
					return err
				}
				s.show(stopResult{Name: s.cli.String("name"), Stopped: stopped})
				return nil
			}),
			command(term, cli.Command{Name: "url", Usage: "print the URL of the running server", Flags: []cli.Flag{name}}, func(s *session) error {
				if _, err := s.args(0, 0, "no arguments"); err != nil {
					return err
				}
				server, err := gen.DevURL(s.ctx, gen.DevOptions{Name: s.cli.String("name")})
				if err != nil {
					return err
				}
				if server.URL == "" {
					return fmt.Errorf("the server %q does not run: pgen dev start --name %s starts it", server.Name, server.Name)
				}
				s.show(devResult(server))
				return nil
			}),
		},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usagef("there is no command %q: write pgen dev start, stop or url", c.Args().First())
			}
			return cli.ShowSubcommandHelp(c)
		},
	}, nil)
}

type devResult gen.DevServer

func (r devResult) text(w io.Writer) { lines(w, r.URL) }

type stopResult struct {
	Name    string `json:"name"`
	Stopped bool   `json:"stopped"`
}

func (r stopResult) text(w io.Writer) {
	if r.Stopped {
		lines(w, "stopped "+r.Name)
		return
	}
	lines(w, r.Name+" did not run")
}
