package scratch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"

	embeddedpostgres "github.com/fergusstrange/embedded-postgres"
)

// rootCache holds downloads of root, whose own cache the server's user may not
// enter.
const rootCache = "/var/cache"

// download fetches PostgreSQL into the cache, once, and returns the folder of
// its programs.
//
// The library has no call that only fetches: its Start fetches, unpacks, and
// goes on to run a server, which fails for root. So what counts is whether the
// programs are there afterwards.
func download(ctx context.Context, acc *account) (string, error) {
	cache, err := downloadCache(acc)
	if err != nil {
		return "", err
	}
	unlock, err := lockFile(filepath.Join(cache, "lock"))
	if err != nil {
		return "", err
	}
	defer unlock()
	release := embeddedpostgres.V17
	target := filepath.Join(cache, string(release))
	bin := filepath.Join(target, "bin")
	if checkBin(bin, acc) == nil {
		return bin, nil
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	port, err := freePort()
	if err != nil {
		return "", err
	}
	work, err := os.MkdirTemp("", "pgen-download-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	server := embeddedpostgres.NewDatabase(embeddedpostgres.DefaultConfig().Version(release).Port(port).Logger(io.Discard).
		CachePath(cache).BinariesPath(target).RuntimePath(filepath.Join(work, "run")))
	errStart := server.Start()
	if errStart == nil {
		errStart = server.Stop()
	}
	if err := checkBin(bin, acc); err != nil {
		return "", errors.Join(errStart, err)
	}
	return bin, nil
}

func downloadCache(acc *account) (string, error) {
	cache := rootCache
	if acc == nil {
		var err error
		if cache, err = os.UserCacheDir(); err != nil {
			return "", err
		}
	}
	cache = filepath.Join(cache, "pgen", "postgresql")
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", err
	}
	return cache, nil
}

func freePort() (uint32, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	addr, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		return 0, fmt.Errorf("no port in %s", l.Addr())
	}
	return uint32(addr.Port), nil
}
