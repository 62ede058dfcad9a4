defmodule Acme.MixProject do
  use Mix.Project

  def project do
    [
      app: :acme,
      version: "0.1.0",
      deps: deps(),
      dialyzer: [plt_file: {:no_warn, "priv/plts/project.plt"}]
    ]
  end

  # {:commented, "~> 1.0"}
  defp deps do
    [
      {:phoenix, "~> 1.7.0"},
      {:ecto_sql, ">= 3.10.0 and < 4.0.0"},
      {:json_codec, "~> 1.4", hex: :jason},
      {:credo, "~> 1.7", only: [:dev, :test], runtime: false},
      {:floki, ">= 0.30.0", only: :test},
      {:esbuild, "~> 0.8", runtime: Mix.env() == :dev},
      {:tool, git: "https://git.acme.example/tool.git", tag: "v1.0.0"},
      {:core, path: "../core"}
    ]
  end
end
