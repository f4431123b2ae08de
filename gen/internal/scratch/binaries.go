package scratch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// usualBins are the folders in which packages put PostgreSQL's programs.
func usualBins() []string {
	return []string{
		"/usr/lib/postgresql/*/bin",         // Debian, Ubuntu
		"/usr/pgsql-*/bin",                  // packages of the PostgreSQL project for Red Hat
		"/usr/libexec/postgresql*",          // Alpine
		"/opt/homebrew/opt/postgresql*/bin", // Homebrew: Apple silicon, Intel, Linux
		"/usr/local/opt/postgresql*/bin",
		"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
		"/Library/PostgreSQL/*/bin",      // EDB's installer
		"/opt/local/lib/postgresql*/bin", // MacPorts
		"/usr/local/pgsql/bin",           // built from source
		"/usr/local/bin", "/usr/bin",     // found even when PATH is bare
	}
}

// ErrNoServer tells what to do when there is no server to be had.
var ErrNoServer = errors.New("no PostgreSQL server found on this machine; install it (Debian: apt-get install postgresql," +
	" macOS: brew install postgresql), or name the folder of initdb and postgres in " + EnvBin +
	", or name a server that pgen may use in " + EnvURL + " (a superuser URL)")

// findBin returns the folder of initdb and postgres.
func findBin(ctx context.Context, o Options, acc *account) (string, error) {
	if named := cmp.Or(o.Bin, os.Getenv(EnvBin)); named != "" {
		if err := checkBin(named, acc); err != nil {
			return "", fmt.Errorf("the folder %s (from %s) cannot be used: %w", named, EnvBin, err)
		}
		return named, nil
	}
	for _, candidate := range append(filepath.SplitList(os.Getenv("PATH")), installedBins()...) {
		if checkBin(candidate, acc) == nil {
			return candidate, nil
		}
	}
	if !o.Download {
		return "", ErrNoServer
	}
	if o.Notice != nil {
		o.Notice("this machine has no PostgreSQL server: downloading one")
	}
	bin, err := download(ctx, acc)
	if err != nil {
		return "", fmt.Errorf("%w; the download failed, too: %w", ErrNoServer, err)
	}
	return bin, nil
}

// installedBins lists the folders that exist: by kind of package, of each the
// newest version first.
func installedBins() []string {
	var out []string
	for _, pattern := range usualBins() {
		found, err := filepath.Glob(pattern)
		if err != nil {
			continue
		}
		slices.SortStableFunc(found, func(a, b string) int { return cmp.Compare(version(b), version(a)) })
		out = append(out, found...)
	}
	return out
}

var versionPattern = regexp.MustCompile(`[0-9]+(\.[0-9]+)?`)

// version is the last number in a path like /usr/lib/postgresql/15/bin, 0 if
// there is none.
func version(path string) float64 {
	all := versionPattern.FindAllString(path, -1)
	if len(all) == 0 {
		return 0
	}
	n, err := strconv.ParseFloat(all[len(all)-1], 64)
	if err != nil {
		return 0
	}
	return n
}

// checkBin tells why a folder cannot serve.
func checkBin(folder string, acc *account) error {
	if !strings.HasPrefix(folder, "/") {
		return errors.New("it is not an absolute path")
	}
	for _, program := range []string{"initdb", "postgres"} {
		info, err := os.Stat(filepath.Join(folder, program))
		if err != nil {
			return err
		}
		if info.IsDir() || info.Mode()&0o111 == 0 {
			return fmt.Errorf("%s in it is not a program", program)
		}
	}
	if !acc.mayReach(folder) {
		return fmt.Errorf("the user %s, who would run the server, may not enter it", acc.name())
	}
	return nil
}
