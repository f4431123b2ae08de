//go:build !unix

package migrate

import (
	"io/fs"
	"os"
)

// dirFS is os.DirFS.
func dirFS(dir string) fs.FS { return os.DirFS(dir) }
