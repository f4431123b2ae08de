//go:build !unix

package migrate

import (
	"io/fs"
	"os"
)

// DirFS is [os.DirFS].
func DirFS(dir string) fs.FS { return os.DirFS(dir) }
