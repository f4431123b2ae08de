package gen

import (
	"context"

	"github.com/pgen-go/pgen/gen/internal/scratch"
)

// DevServer is a throw-away PostgreSQL server for local work.
type DevServer struct {
	Name string `json:"name"`
	// URL is the superuser's address, "" when the server does not run.
	URL string `json:"url"`
}

// DevOptions say which server is meant.
type DevOptions struct {
	// Name tells servers apart; "dev" when "".
	Name string
	// Notice is told when PostgreSQL has to be downloaded; nil drops it.
	Notice func(text string)
}

func (o DevOptions) name() string {
	if o.Name == "" {
		return "dev"
	}
	return o.Name
}

// DevStart starts the named server, or finds it running, and returns its address.
// The server outlives the process, until [DevStop].
func DevStart(ctx context.Context, o DevOptions) (DevServer, error) {
	url, err := scratch.StartNamed(ctx, o.name(), scratch.Options{Download: true, Notice: o.Notice})
	return DevServer{Name: o.name(), URL: url}, err
}

// DevURL returns the address of the named server; its URL is "" when it does not run.
func DevURL(ctx context.Context, o DevOptions) (DevServer, error) {
	url, err := scratch.NamedURL(ctx, o.name())
	return DevServer{Name: o.name(), URL: url}, err
}

// DevStop stops the named server and removes its data. It returns false when
// there was nothing to stop.
func DevStop(ctx context.Context, o DevOptions) (bool, error) {
	return scratch.StopNamed(ctx, o.name())
}
