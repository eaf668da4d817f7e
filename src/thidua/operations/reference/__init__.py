"""Facts about the country that change by law, not by use: provinces, districts, communes, upper unions."""
