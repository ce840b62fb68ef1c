"""What follows from the tables of assets: the land of enterprises, what comes of it, what is due.

`land_of` and `land_by_parcel` (who has how much land), `per_mu` and `park_means` (what comes of
it), `classify` (classes by a method), `notices`, `projects` and `commitments` (their state on a
day), and `asset_sentences` (the sentences of a review). Enterprises are rows, and land is in mu; no
figure is rounded before it is printed or compared.
"""

from parkland.asset_figures.asset_sentences import asset_sentences
from parkland.asset_figures.assets_shown import AssetsShown
from parkland.asset_figures.classification import EXCLUDED, UNCOMPUTABLE, classify
from parkland.asset_figures.commitment_states import commitments
from parkland.asset_figures.enterprise_land import land_balance, land_by_parcel, land_of
from parkland.asset_figures.land_objection import land_check
from parkland.asset_figures.notice_states import notice_counts, notices
from parkland.asset_figures.parcel_amounts import amounts_by_parcel
from parkland.asset_figures.per_mu_figures import park_means, per_mu
from parkland.asset_figures.project_states import projects
from parkland.asset_figures.rating_words import indicator_text
from parkland.asset_figures.secrecy import LEAST_ENTERPRISES, SECRET_COLUMNS, without_secrets
from parkland.asset_figures.sentence_figures import AssetSentence, SentenceFigure
from parkland.asset_figures.yearly_amounts import AMOUNTS, INDICATORS, number_text

__all__ = [
    "AMOUNTS",
    "EXCLUDED",
    "INDICATORS",
    "LEAST_ENTERPRISES",
    "SECRET_COLUMNS",
    "UNCOMPUTABLE",
    "AssetSentence",
    "AssetsShown",
    "SentenceFigure",
    "amounts_by_parcel",
    "asset_sentences",
    "classify",
    "commitments",
    "indicator_text",
    "land_balance",
    "land_by_parcel",
    "land_check",
    "land_of",
    "notice_counts",
    "notices",
    "number_text",
    "park_means",
    "per_mu",
    "projects",
    "without_secrets",
]
