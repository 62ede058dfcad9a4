module example.com/acme/old

go 1.15

require (
	github.com/gin-gonic/gin v1.6.2
	golang.org/x/sys v0.0.0-20200116001909-b77594299b42 // indirect
)
