// Deprecated: use example.com/acme/service/v2 instead.
module example.com/acme/service

go 1.22.0

toolchain go1.22.5

godebug default=go1.21

require (
	github.com/Azure/go-autorest v14.2.0+incompatible
	github.com/golang-jwt/jwt/v4 v4.5.0
	github.com/gorilla/websocket v1.5.0
	golang.org/x/crypto v0.17.0 // keep below 0.18, see #12
	golang.org/x/exp v0.0.0-20230522175609-2e198f4a06a1
	"gopkg.in/yaml.v2" v2.4.0
)

require (
	github.com/acme/private v1.0.0 // indirect
	github.com/acme/removed v1.4.0 // indirect
	github.com/magefile/mage v1.15.0 // indirect
	golang.org/x/net v0.19.0 // indirect; pinned by crypto
	golang.org/x/text v0.14.0 // indirect
)

replace (
	github.com/acme/private => ../private
	github.com/gorilla/websocket v1.5.0 => github.com/acme/websocket v1.5.1-0.20231010101010-abcdefabcdef
	github.com/unused/module => github.com/acme/unused v1.0.0
	golang.org/x/net => golang.org/x/net v0.23.0
	golang.org/x/text v0.13.0 => golang.org/x/text v0.13.9
)

exclude github.com/acme/removed v1.4.0

retract [v1.0.0, v1.1.0] // Published by accident.

tool github.com/magefile/mage

tool (
	golang.org/x/crypto/cmd/nothing
)

ignore ./static
