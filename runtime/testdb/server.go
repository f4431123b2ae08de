package testdb

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
)

// envURL names the server; see the package comment.
const envURL = "PGEN_SCRATCH_URL"

// server is asked by every test and answers the same to all of a process: the
// command behind it takes longer than a test.
var server = sync.OnceValues(findServer)

func findServer() (string, error) {
	if address := os.Getenv(envURL); address != "" {
		return address, checkURL(address)
	}
	var stderr bytes.Buffer
	cmd := exec.Command("go", "tool", "pgen", "dev", "start")
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("there is no PostgreSQL for the tests: %s is not set, and %s failed (%w):\n%s\n"+
			"set the variable to a superuser's URL on a server that tests may fill, or make pgen a tool of the module: "+
			"go get -tool github.com/pgen-go/pgen/cmd/pgen", envURL, cmd, err, bytes.TrimSpace(stderr.Bytes()))
	}
	address := strings.TrimSpace(string(out))
	if err := checkURL(address); err != nil {
		return "", fmt.Errorf("%s printed %q: %w", cmd, address, err)
	}
	return address, nil
}

func checkURL(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return errors.New(envURL + " must be a URL: postgres://user@host:port/postgres")
	}
	return nil
}

// withDatabase returns a checked address with another database in it.
func withDatabase(address, database string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	query := u.Query()
	query.Del("dbname")
	u.Path, u.RawPath, u.RawQuery = "/"+database, "", query.Encode()
	return u.String()
}
