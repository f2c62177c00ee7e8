"""Translation: claims as statements of MathComp, each with its proof."""
