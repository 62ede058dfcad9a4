from conan import ConanFile

class App(ConanFile):
    name = "app"
    url = "https://acme.example/a/b"
    requires = "zlib/1.2.13", "fmt/[~10]"
    tool_requires = [
        "cmake/3.27.0",
        # "ninja/1.0",
    ]

    def requirements(self):
        self.requires("openssl/3.1.2", force=True)
        self.requires(f"dynamic/{self.version}")
        path = "not/required"

    def build_requirements(self):
        self.test_requires('gtest/1.14.0')
