defmodule Lib.MixProject do
  defp deps do
    [
      {:plug, "== 1.3.5"},
      {:poison, "3.1.0", only: :test},
      {:jason, "~> 1.0"},
      {:ok, "not a requirement"}
    ]
  end
end
